package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.JavaTensorEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * W carried in blocks against W carried as whole tensors, through whatever a run may do with it.
 */
class FullDimensionTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();
    private static final int SLOTS = 3;
    private static final int STEPS = 60;

    /** One block of all columns, blocks of eight and of sixteen, with a rest and without. */
    @ParameterizedTest(name = "{0} antennas, {1} users, blocks of {2} numbers, vectors {3}")
    @CsvSource({
        "16, 3, 1000, false",
        "16, 3, 1, false",
        "16, 3, 256, true",
        "16, 3, 1, true",
        "23, 1, 1, false",
        "23, 1, 1, true",
        "11, 4, 100, true",
        "40, 10, 700, true"
    })
    void blocksAndWholeTensorsAgree(int r, int users, int numbers, boolean vectors) {
        ComplexKernels kernels = vectors ? KernelProvider.best().sustained() : KERNELS;
        long seed = 1000L * r + numbers;
        Random random = new Random(seed);
        int cols = users + r;
        AdmmProblem[] jobs = new AdmmProblem[SLOTS];
        AdmmProblem[] others = new AdmmProblem[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            BeamProblem problem =
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(r, users, 0.3, 0, 20, random), true);
            Coordinates coordinates = Coordinates.of(problem);
            int p = coordinates.problem().dimension();
            SplitComplex x = RandomBeamProblems.gaussian(p * cols, random);
            jobs[slot] = new AdmmProblem(coordinates, slot, 0, x);
            others[slot] = new AdmmProblem(coordinates, slot, 0, x);
            if (slot == 1) { // with a part outside the span
                jobs[slot].w = RandomBeamProblems.gaussian(r * cols, random);
                others[slot].w = jobs[slot].w;
            }
        }
        int p = jobs[0].coordinates.problem().dimension();
        FullDimension blocks = new CarriedInBlocks(kernels, SLOTS, r, p, cols, numbers);
        FullDimension whole = new CarriedByEngine(new JavaTensorEngine(KERNELS), SLOTS, r, p, cols);
        ComplexTensor x = ComplexTensor.allocate(SLOTS, p, cols);
        ComplexTensor y = ComplexTensor.allocate(SLOTS, p, cols);
        blocks.load(jobs, SLOTS, x);
        whole.load(others, SLOTS, y);
        assertSame(x.planes(), y.planes(), "start, seed " + seed);
        int active = SLOTS;
        for (int step = 0; step < STEPS; step++) {
            String what = "step %d, seed %d".formatted(step, seed);
            SplitComplex change = RandomBeamProblems.gaussian(active * p * cols, random);
            copy(change, blocks.change().planes());
            copy(change, whole.change().planes());
            for (int slot = 0; slot < active; slot++) {
                jobs[slot].shrink = 0.5 * random.nextDouble();
                others[slot].shrink = jobs[slot].shrink;
            }
            blocks.carry(active, jobs, x);
            whole.carry(active, others, y);
            assertSame(x.planes(), y.planes(), what);
            for (int slot = 0; slot < active; slot++) {
                int verdict = random.nextInt(6); // 0: hold
                if (verdict == 1) {
                    blocks.restart(slot);
                    whole.restart(slot);
                } else if (verdict > 1) {
                    double beta = verdict == 2 ? 0 : random.nextDouble();
                    blocks.accept(slot, beta);
                    whole.accept(slot, beta);
                    if (verdict == 3) { // but the next step starts from the iterate after all
                        blocks.restart(slot);
                        whole.restart(slot);
                    }
                }
            }
            if (step == STEPS / 2) { // the first problem leaves
                active--;
                for (FullDimension one : new FullDimension[] {blocks, whole}) {
                    one.move(active, 0);
                }
                jobs[0] = jobs[active];
                others[0] = others[active];
            }
        }
        for (int slot = 0; slot < active; slot++) {
            blocks.store(slot, jobs[slot]);
            whole.store(slot, others[slot]);
            assertSame(jobs[slot].w, others[slot].w, "W of slot %d, seed %d".formatted(slot, seed));
        }
    }

    private static void copy(SplitComplex from, SplitComplex to) {
        System.arraycopy(from.re(), 0, to.re(), 0, from.length());
        System.arraycopy(from.im(), 0, to.im(), 0, from.length());
    }

    private static void assertSame(SplitComplex some, SplitComplex others, String what) {
        assertThat(some.re()).as(what).containsExactly(others.re(), within(1e-11));
        assertThat(some.im()).as(what).containsExactly(others.im(), within(1e-11));
    }
}
