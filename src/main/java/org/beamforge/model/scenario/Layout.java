package org.beamforge.model.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions.Point;
import org.beamforge.model.scenario.CounterRandom.Purpose;

/**
 * Given positions (format isac-layout/1). Coordinates in metres; every array lies along the x axis.
 *
 * @param stations the base stations with their targets; a scenario uses the first K
 * @param users a scenario uses the first N; if it wants more, the others are drawn by its seed,
 *     uniformly in the bounding box of these and at least {@value #MIN_USER_DISTANCE_M} m from
 *     every base station of the layout
 */
public record Layout(List<Station> stations, List<Point> users) implements LayoutSource {
    /** Least distance of a drawn user from a base station, m (given users come as near as 9.6). */
    public static final double MIN_USER_DISTANCE_M = 10;

    private static final String PAPER = "paper-layout.json";

    /** Holds the paper's layout once it has been read. */
    private static final class Paper {
        static final Layout LAYOUT = readResource();

        private static Layout readResource() {
            try (InputStream in = Layout.class.getResourceAsStream(PAPER)) {
                if (in == null) {
                    throw new IllegalStateException("resource " + PAPER + " is missing");
                }
                return LayoutJson.parse(PAPER, in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Layout {
        stations = List.copyOf(stations);
        users = List.copyOf(users);
        Check.atLeast("baseStations", stations.size(), 1);
        Check.atLeast("users", users.size(), 1);
        for (int i = 0; i < users.size(); i++) {
            for (int k = 0; k < stations.size(); k++) {
                requireApart("users[" + i + "]", users.get(i), stations.get(k).position());
            }
        }
    }

    /**
     * A base station and the two targets it watches.
     *
     * @param position of the array, m
     * @param detectionTarget position, m
     * @param detectionRcsPower sigma_t^2, mean radar cross section times processing gain, 1
     * @param estimationTarget position, m
     * @param estimationRcsPower |alpha|^2, radar cross section times processing gain, 1
     */
    public record Station(
            Point position,
            Point detectionTarget,
            double detectionRcsPower,
            Point estimationTarget,
            double estimationRcsPower) {
        public Station {
            Check.positive("detectionTarget.rcsPower", detectionRcsPower);
            Check.positive("estimationTarget.rcsPower", estimationRcsPower);
            requireApart("detectionTarget.position", detectionTarget, position);
            requireApart("estimationTarget.position", estimationTarget, position);
        }
    }

    /** The paper scenario: 3 base stations, 6 targets, 15 users. */
    public static Layout paper() {
        return Paper.LAYOUT;
    }

    /**
     * Reads a file of format isac-layout/1.
     *
     * @throws InvalidInputException if it cannot be read or does not hold a layout; names the place
     */
    public static Layout read(Path file) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(file + ": is a directory, expected a layout file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return LayoutJson.parse(file.toString(), in);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e, e);
        }
    }

    @Override
    public Layout resolve(int stations, int users, long seed) {
        if (stations > this.stations.size()) {
            throw new InvalidInputException(
                    "stations: the layout has %d base stations, found %d%nMaybe use a random layout."
                            .formatted(this.stations.size(), stations));
        }
        List<Point> all =
                new ArrayList<>(this.users.subList(0, Math.min(users, this.users.size())));
        if (users > this.users.size()) {
            Area area = Area.boundingBox(this.users);
            // All base stations of the layout, so that using fewer of them moves no user.
            List<Point> keepAway = this.stations.stream().map(Station::position).toList();
            for (int i = all.size(); i < users; i++) {
                all.add(
                        area.draw(
                                seed,
                                Purpose.USER_POSITION,
                                i,
                                keepAway,
                                MIN_USER_DISTANCE_M,
                                "users[" + i + "]"));
            }
        }
        return new Layout(this.stations.subList(0, stations), all);
    }

    private static void requireApart(String place, Point point, Point station) {
        if (!(point.distanceTo(station) > 0)) {
            throw new InvalidInputException(
                    "%s: stands on a base station at [%s, %s]"
                            .formatted(place, station.x(), station.y()));
        }
    }
}
