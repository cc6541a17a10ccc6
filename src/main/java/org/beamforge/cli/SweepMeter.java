package org.beamforge.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.beamforge.experiments.sweep.ResultRow;
import org.beamforge.experiments.sweep.SweepProgress;
import org.jspecify.annotations.Nullable;

/** How far a sweep is: a bar with the time left on a terminal, a plain line now and then else. */
abstract class SweepMeter implements SweepProgress, AutoCloseable {
    private int infeasible;

    /** The meter that fits the console. */
    static SweepMeter of(Console console, boolean quiet) {
        if (quiet) {
            return new Silent();
        }
        // both ends of the console are a terminal, or this is null
        return System.console() == null ? new Lines(console) : new Bar(console);
    }

    /** Tells of a repaired file, which even a quiet run should not hide from a log. */
    static String begin(int jobs, int done, boolean repaired) {
        String text = Console.format("%d jobs, %d done by earlier runs", jobs, done);
        return repaired ? text + "; a torn last line was cut off, its job runs again" : text;
    }

    final int count(ResultRow row) {
        infeasible += row.feasible() ? 0 : 1;
        return infeasible;
    }

    @Override
    public abstract void close();

    private static final class Silent extends SweepMeter {
        @Override
        public void started(int jobs, int done, boolean repaired) {}

        @Override
        public void finished(ResultRow row) {}

        @Override
        public void close() {}
    }

    /** A line every {@link #INTERVAL} and at the end. */
    private static final class Lines extends SweepMeter {
        private static final Duration INTERVAL = Duration.ofSeconds(10);

        private final Console console;
        private int jobs;
        private int before;
        private int done;
        private long began;
        private long last;

        Lines(Console console) {
            this.console = console;
        }

        @Override
        public void started(int jobs, int done, boolean repaired) {
            this.jobs = jobs;
            this.before = done;
            this.done = done;
            began = System.nanoTime();
            last = began;
            console.err().println(begin(jobs, done, repaired));
        }

        @Override
        public void finished(ResultRow row) {
            done++;
            int infeasible = count(row);
            long now = System.nanoTime();
            if (now - last < INTERVAL.toNanos() && done < jobs) {
                return;
            }
            last = now;
            double seconds = (now - began) * 1e-9;
            double left = seconds / (done - before) * (jobs - done);
            console.err()
                    .println(
                            Console.format(
                                    "%d of %d jobs, %d infeasible, %.0f s%s",
                                    done,
                                    jobs,
                                    infeasible,
                                    seconds,
                                    done < jobs
                                            ? Console.format(", about %.0f s left", left)
                                            : ""));
        }

        @Override
        public void close() {}
    }

    private static final class Bar extends SweepMeter {
        private static final int WIDTH = 100;
        private static final int REFRESH_MILLIS = 250;

        private final Console console;
        private @Nullable ProgressBar bar;

        Bar(Console console) {
            this.console = console;
        }

        @Override
        public void started(int jobs, int done, boolean repaired) {
            console.err().println(begin(jobs, done, repaired));
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("sweep")
                            .setInitialMax(jobs)
                            .startsFrom(done, Duration.ZERO)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(REFRESH_MILLIS)
                            .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                            .build();
        }

        @Override
        public void finished(ResultRow row) {
            int infeasible = count(row);
            if (bar != null) {
                bar.step();
                if (infeasible > 0) {
                    bar.setExtraMessage(infeasible + " infeasible");
                }
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
