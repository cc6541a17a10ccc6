package org.beamforge.solver;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;

/**
 * A {@link BeamProblem} together with the way back to antenna space.
 *
 * @param subspace the basis of the base station
 * @param set the users S, indices into the N users of the network
 * @param inner basis of the set's vectors inside that of the base station
 * @param problem what the solvers see
 */
public record CompressedProblem(
        StationSubspace subspace, int[] set, StationSubspace.Basis inner, BeamProblem problem) {

    /**
     * The beamformer W = Q X of a result, in the units of the instance.
     *
     * @param maxPowerW P_t
     * @return W_c: [M, N] with zero columns for users outside S, W_r: [M, R], sqrt(W)
     */
    public Beamformer expand(BeamResult result, double maxPowerW) {
        double amplitude = Math.sqrt(maxPowerW);
        int m = subspace.canonical().antennas();
        int users = subspace.canonical().users();
        ComplexMatrix served = subspace.expand(inner, result.communication(), set.length);
        ComplexMatrix communication = ComplexMatrix.zeros(m, users);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < set.length; j++) {
                communication.re()[i * users + set[j]] = amplitude * served.re(i, j);
                communication.im()[i * users + set[j]] = amplitude * served.im(i, j);
            }
        }
        int columns = result.radarColumns();
        ComplexMatrix radar = subspace.expand(inner, result.radar(), columns);
        SplitComplex scaled = SplitComplex.allocate(m * columns);
        for (int i = 0; i < m * columns; i++) {
            scaled.re()[i] = amplitude * radar.re()[i];
            scaled.im()[i] = amplitude * radar.im()[i];
        }
        return new Beamformer(
                communication, ComplexMatrix.of(m, columns, scaled.re(), scaled.im()));
    }
}
