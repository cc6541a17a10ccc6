package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.InvalidInputException;

/** What the communication users get: SINR (8), rates (25), (26). */
public final class LinkMetrics {
    private static final double LN2 = Math.log(2);

    private LinkMetrics() {}

    /**
     * SINR (8) of every user at one base station, {@code |h_i^H w_i|^2 / (sum_{n != i} |h_i^H
     * w_n|^2 + sigma^2)}, the sum over the other N - 1 communication and all R radar columns.
     *
     * @param channels N x M, row i is h_i^T
     * @param beamformer W, M x N and M x R
     * @param noisePowerW sigma^2, W
     * @return one ratio per user, [N]
     */
    public static double[] sinr(ComplexMatrix channels, Beamformer beamformer, double noisePowerW) {
        int users = channels.rows();
        ComplexMatrix w = beamformer.communication();
        if (w.cols() != users || w.rows() != channels.cols()) {
            throw new InvalidInputException(
                    "beamformer: expected %d x %d for communication (antennas x users), found %d x %d"
                            .formatted(channels.cols(), users, w.rows(), w.cols()));
        }
        double[] sinr = new double[users];
        for (int i = 0; i < users; i++) {
            BeamProjection received = BeamProjection.ofRow(channels, i, beamformer);
            // Summed without the wanted beam, not subtracted from the total: no cancellation.
            double interference = 0;
            for (int n = 0; n < received.columns(); n++) {
                if (n != i) {
                    interference += received.abs2(n);
                }
            }
            sinr[i] = received.abs2(i) / (interference + noisePowerW);
        }
        return sinr;
    }

    /** Spectral efficiency log2(1 + sinr), bit/s/Hz; exact for tiny SINR as well. */
    public static double spectralEfficiency(double sinr) {
        return Math.log1p(sinr) / LN2;
    }

    /**
     * Rate (25) of a base station, the mean spectral efficiency of its users, bit/s/Hz.
     *
     * @param sinr of every user, [N]
     * @param users S_k, not empty
     */
    public static double rate(double[] sinr, int... users) {
        if (users.length == 0) {
            throw new InvalidInputException("rate: a base station needs at least one user (27d)");
        }
        double sum = 0;
        for (int i : users) {
            sum += spectralEfficiency(sinr[i]);
        }
        return sum / users.length;
    }

    /** Sum rate (26) of the network from the rates of its base stations, bit/s/Hz. */
    public static double sumRate(double... stationRates) {
        double sum = 0;
        for (double rate : stationRates) {
            sum += rate;
        }
        return sum;
    }
}
