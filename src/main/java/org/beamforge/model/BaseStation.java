package org.beamforge.model;

/**
 * One base station: the channels to every user and the two targets it watches.
 *
 * @param channels amplitude gains, N x M; row i is h_i^T (not conjugated), channel (4) to user i
 * @param detectionTarget the target of the radar SNR constraint (27a)
 * @param estimationTarget the target of the CRB constraint (27b)
 */
public record BaseStation(
        ComplexMatrix channels,
        DetectionTarget detectionTarget,
        EstimationTarget estimationTarget) {}
