package org.beamforge;

import org.beamforge.model.Beamformer;

/**
 * What one base station does and reaches, recomputed from the expanded beamformer in the units of
 * the instance.
 *
 * @param rate mean spectral efficiency of its users (25), bit/s/Hz
 * @param users the users S_k, ascending
 * @param radarSnrDb radar SNR (18) of the detection target, dB
 * @param detectionProbability P_D at false-alarm probability 1e-3 (17), 1
 * @param crbRad2 Cramer-Rao bound of the estimation target's angle, rad^2
 * @param powerW tr(W W^H), W
 * @param beamformer W = [W_c, W_r], sqrt(W)
 */
public record StationSolution(
        double rate,
        int[] users,
        double radarSnrDb,
        double detectionProbability,
        double crbRad2,
        double powerW,
        Beamformer beamformer) {}
