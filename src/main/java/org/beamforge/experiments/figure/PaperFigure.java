package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.experiments.sweep.GridParameter;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepScheme;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** The figures of the paper that average over draws. */
public enum PaperFigure {
    /** Convergence over the iterations of Algorithm 3. */
    CONVERGENCE(5, "Fig. 5: convergence of Algorithm 3", null),
    /** Sum rate over the number of users. */
    USERS(6, "Fig. 6: sum rate over users", GridParameter.USERS, 10, 11, 12, 13, 14, 15),
    /** Sum rate over the number of antennas. */
    ANTENNAS(7, "Fig. 7: sum rate over antennas", GridParameter.ANTENNAS, 12, 16, 20, 24, 28),
    /** Sum rate over the power budget. */
    POWER(8, "Fig. 8: sum rate over power", GridParameter.MAX_POWER_DBM, 32, 33, 34, 35, 36),
    /** Sum rate over the CRB threshold. */
    CRB(
            9,
            "Fig. 9: sum rate over the CRB threshold",
            GridParameter.MAX_CRB_RAD2,
            0.005,
            0.01,
            0.015,
            0.02,
            0.025);

    private final int number;
    private final String title;
    private final @Nullable GridParameter axis;
    private final List<Double> points;

    PaperFigure(int number, String title, @Nullable GridParameter axis, double... points) {
        this.number = number;
        this.title = title;
        this.axis = axis;
        List<Double> values = new ArrayList<>();
        for (double point : points) {
            values.add(point);
        }
        this.points = values;
    }

    public int number() {
        return number;
    }

    public String title() {
        return title;
    }

    /** The parameter on its x axis; none where it is the iterations. */
    Optional<GridParameter> axis() {
        return Optional.ofNullable(axis);
    }

    /** The figure of that number, if it is one of these. */
    public static Optional<PaperFigure> of(int number) {
        for (PaperFigure figure : values()) {
            if (figure.number == number) {
                return Optional.of(figure);
            }
        }
        return Optional.empty();
    }

    /** The curves of the paper, and the joint optimum. */
    public List<SweepScheme> schemes(boolean withLlm) {
        List<String> labels = new ArrayList<>(List.of("joint", "brute-force"));
        if (withLlm) {
            labels.add("llm");
        }
        labels.add("game");
        if (this == CONVERGENCE) {
            labels.add("brute-force+paper-rates");
            labels.add("game+paper-rates");
        }
        labels.add("beamforming-only");
        return labels.stream().map(SweepScheme::of).toList();
    }

    /**
     * The sweep behind the figure.
     *
     * @param values points of the x axis; empty for those of the paper
     */
    public SweepConfig config(
            List<SweepScheme> schemes, List<Double> values, int draws, long seed) {
        SweepConfig config = SweepConfig.paper(schemes, draws, seed);
        if (axis == null) {
            if (!values.isEmpty()) {
                throw new InvalidInputException(
                        "figure %d: has no points to choose, found %s".formatted(number, values));
            }
            return config;
        }
        for (double value : values) {
            if (axis.whole() && value != Math.rint(value)) {
                throw new InvalidInputException(
                        "figure %d: %s: expected whole numbers, found %s"
                                .formatted(number, axis.key(), value));
            }
        }
        return config.varying(axis, values.isEmpty() ? points : values);
    }
}
