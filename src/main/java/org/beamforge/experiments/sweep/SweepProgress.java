package org.beamforge.experiments.sweep;

/** Told how a sweep goes on; calls come from several threads, one at a time. */
public interface SweepProgress {
    /** Ignores everything. */
    SweepProgress NONE =
            new SweepProgress() {
                @Override
                public void started(int jobs, int done, boolean repaired) {}

                @Override
                public void finished(ResultRow row) {}
            };

    /**
     * The sweep begins.
     *
     * @param jobs jobs of this shard
     * @param done those that earlier runs have done
     * @param repaired whether a torn last line was cut off the result file
     */
    void started(int jobs, int done, boolean repaired);

    /** One more job is done and stored. */
    void finished(ResultRow row);
}
