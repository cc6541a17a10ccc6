package org.beamforge.solver;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;

/** Objective of a beamforming problem at given beams, in canonical units (noise power 1). */
public final class BeamRates {
    private BeamRates() {}

    /**
     * Mean of ln(1 + sinr) over the users (25).
     *
     * @param w communication beams, [r, n]
     * @param radar radar beams, [r, radarStride], the first {@code radarColumns} count
     */
    public static double meanNats(
            BeamProblem problem,
            SplitComplex w,
            SplitComplex radar,
            int radarStride,
            int radarColumns,
            ComplexKernels kernels) {
        int r = problem.dimension();
        int n = problem.users();
        SplitComplex own = SplitComplex.allocate(n * n);
        kernels.multiplyAdjointLeft(n, n, r, problem.channels(), 0, w, 0, own, 0);
        SplitComplex cross = SplitComplex.allocate(n * Math.max(1, radarStride));
        if (radarColumns > 0) {
            kernels.multiplyAdjointLeft(
                    n, radarStride, r, problem.channels(), 0, radar, 0, cross, 0);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double noise = 1;
            for (int j = 0; j < n; j++) {
                noise += j == i ? 0 : square(own, i * n + j);
            }
            for (int j = 0; j < radarColumns; j++) {
                noise += square(cross, i * radarStride + j);
            }
            sum += Math.log1p(square(own, i * n + i) / noise);
        }
        return sum / n;
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
