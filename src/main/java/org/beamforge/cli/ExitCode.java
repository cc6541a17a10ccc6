package org.beamforge.cli;

import org.beamforge.control.SolveStatus;

/** Exit statuses of the command line; scripts rely on them. */
final class ExitCode {
    static final int SOLVED = 0;
    static final int INTERNAL = 1;
    static final int BAD_INPUT = 2;
    static final int INFEASIBLE = 3;
    static final int NOT_CONVERGED = 4;
    static final int NO_BACKEND = 5;
    static final int NO_ASSOCIATION = 6;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(SolveStatus status) {
        return switch (status) {
            case SOLVED -> SOLVED;
            case INFEASIBLE -> INFEASIBLE;
            case CANCELLED -> INTERRUPTED;
            case MAX_ITERATIONS, TIME_LIMIT, STALLED, NUMERICAL_ERROR -> NOT_CONVERGED;
        };
    }
}
