package org.beamforge.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelPlacesTest {
    private static final double WIDTH = 7;

    /** Three marks in a row, closer to each other than a label is wide. */
    @Test
    void labelsOfCrowdedMarksCoverNeitherMarksNorEachOther() {
        double[][] marks = {{100, 100}, {109, 101}, {118, 99}, {104, 112}};
        LabelPlaces places = new LabelPlaces(0, 0, 280, 280);
        for (double[] mark : marks) {
            places.occupy(mark[0], mark[1]);
        }
        List<Rectangle2D> labels = new ArrayList<>();
        for (double[] mark : marks) {
            Point2D at = places.place(mark[0], mark[1], WIDTH);
            Rectangle2D label = new Rectangle2D.Double(at.getX(), at.getY() - 9, WIDTH, 10);
            for (Rectangle2D other : labels) {
                assertThat(label.intersects(other)).isFalse();
            }
            for (double[] other : marks) {
                assertThat(label.intersects(other[0] - 6, other[1] - 6, 12, 12)).isFalse();
            }
            labels.add(label);
        }
    }

    @Test
    void aLabelAtTheEdgeStaysInTheFrame() {
        LabelPlaces places = new LabelPlaces(0, 0, 280, 280);
        places.occupy(278, 2);
        Point2D at = places.place(278, 2, WIDTH);
        assertThat(at.getX() + WIDTH).isLessThanOrEqualTo(280);
        assertThat(at.getY()).isBetween(9.0, 280.0);
    }
}
