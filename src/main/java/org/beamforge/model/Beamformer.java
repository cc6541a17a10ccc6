package org.beamforge.model;

/**
 * The beamformer W = [W_c, W_r] of one base station, sqrt(W).
 *
 * @param communication M x N; columns of users that this base station does not serve are zero
 * @param radar M x R, R <= M
 */
public record Beamformer(ComplexMatrix communication, ComplexMatrix radar) {
    public Beamformer {
        if (communication.rows() != radar.rows()) {
            throw new InvalidInputException(
                    "beamformer: %d rows for communication, %d for radar"
                            .formatted(communication.rows(), radar.rows()));
        }
    }

    /** tr(W W^H), W. */
    public double power() {
        return communication.squaredFrobeniusNorm() + radar.squaredFrobeniusNorm();
    }
}
