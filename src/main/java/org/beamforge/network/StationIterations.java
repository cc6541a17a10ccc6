package org.beamforge.network;

import java.util.List;
import java.util.function.Consumer;
import org.beamforge.control.IterationRecord;
import org.beamforge.solver.BeamListener;

/** Turns the iterations of a batch of set values into records of their base stations. */
public final class StationIterations implements BeamListener {
    private static final double LN2 = Math.log(2);

    private final String stage;
    private final List<UserSet> sets;
    private final Consumer<IterationRecord> sink;
    private final long began = System.nanoTime();

    /**
     * @param stage name of the solver
     * @param sets the batch, in the order given to {@link SetValues#evaluate}
     */
    public StationIterations(String stage, List<UserSet> sets, Consumer<IterationRecord> sink) {
        this.stage = stage;
        this.sets = List.copyOf(sets);
        this.sink = sink;
    }

    @Override
    public void iteration(
            int problem,
            int iteration,
            double rateNats,
            double primalResidual,
            double dualResidual,
            double violation,
            double rho,
            boolean rhoAdapted) {
        sink.accept(
                new IterationRecord(
                        stage,
                        sets.get(problem).station(),
                        iteration,
                        rateNats / LN2,
                        Double.NaN,
                        primalResidual,
                        dualResidual,
                        violation,
                        rho,
                        rhoAdapted,
                        (System.nanoTime() - began) * 1e-9));
    }
}
