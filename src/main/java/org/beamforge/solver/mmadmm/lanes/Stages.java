package org.beamforge.solver.mmadmm.lanes;

/**
 * Calls that C2 does not inline, because all go through one call site with many targets. A vector
 * operation is a tree of small methods, and a method that inlines several loops of them runs out of
 * C2's budget of nodes; what is left over then allocates a box for every vector. Compiled stage by
 * stage everything fits.
 */
final class Stages {
    private Stages() {}

    static void run(Runnable... stages) {
        for (Runnable stage : stages) {
            stage.run();
        }
    }
}
