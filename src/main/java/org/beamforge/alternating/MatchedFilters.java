package org.beamforge.alternating;

import org.beamforge.model.Beamformer;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.network.Network;

/**
 * The initial beamformer of Algorithm 3: matched filters to all users and beams to both targets.
 */
final class MatchedFilters {
    private MatchedFilters() {}

    /** Beams of one base station with its power split evenly over N users and two targets. */
    static Beamformer of(Network network, int station) {
        CanonicalProblem canonical = network.subspace(station).canonical();
        int m = canonical.antennas();
        int n = canonical.users();
        double share = Math.sqrt(network.instance().maxPowerW() / (n + 2));
        ComplexMatrix communication = ComplexMatrix.zeros(m, n);
        for (int i = 0; i < n; i++) {
            double norm = 0;
            for (int j = 0; j < m; j++) {
                norm +=
                        canonical.channels().re(i, j) * canonical.channels().re(i, j)
                                + canonical.channels().im(i, j) * canonical.channels().im(i, j);
            }
            double factor = norm > 0 ? share / Math.sqrt(norm) : 0;
            for (int j = 0; j < m; j++) {
                communication.re()[j * n + i] = factor * canonical.channels().re(i, j);
                communication.im()[j * n + i] = factor * canonical.channels().im(i, j);
            }
        }
        ComplexMatrix radar = ComplexMatrix.zeros(m, Math.min(2, m));
        ComplexMatrix[] targets = {canonical.d(), canonical.g()};
        for (int c = 0; c < radar.cols(); c++) {
            for (int j = 0; j < m; j++) {
                radar.re()[j * radar.cols() + c] = share * targets[c].re(j, 0);
                radar.im()[j * radar.cols() + c] = share * targets[c].im(j, 0);
            }
        }
        return new Beamformer(communication, radar);
    }
}
