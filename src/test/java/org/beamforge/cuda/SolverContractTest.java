package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.junit.jupiter.api.Test;

/** Every engine keeps the contract; one that cannot run here is reported as skipped, with why. */
class SolverContractTest {
    @Test
    void java() {
        try (ExactFpSolver solver = new ExactFpSolver(KernelProvider.best(), 2)) {
            assertThat(SolverContract.check(solver)).allMatch(SolverContract.Verdict::holds);
        }
    }

    @Test
    void mmAdmmOnCuda() {
        CudaAvailability available = CudaSupport.availability();
        assumeTrue(available.usable(), () -> "cuda cannot be used here: " + available.reason());
        try (CudaMmAdmm solver =
                CudaMmAdmm.open(List.of(), KernelProvider.best(), Schedule.SCALED, 2)) {
            assertThat(SolverContract.check(solver)).allMatch(SolverContract.Verdict::holds);
        }
    }

    @Test
    void cuda() {
        CudaAvailability available = CudaSupport.availability();
        assumeTrue(available.usable(), () -> "cuda cannot be used here: " + available.reason());
        try (CudaSolver solver = CudaSolver.open(List.of())) {
            assertThat(SolverContract.check(solver)).allMatch(SolverContract.Verdict::holds);
        }
    }
}
