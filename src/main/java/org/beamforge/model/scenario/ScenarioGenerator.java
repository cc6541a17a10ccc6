package org.beamforge.model.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Decibels;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;
import org.beamforge.model.Positions.Point;

/**
 * Draws an instance from settings: geometry, path loss, Rician fading (4), (5).
 *
 * <p>Equal settings give equal instances to the last bit, on every machine. Common random numbers:
 * the fading of (base station, user, antenna) is a pure function of the seed and of these three, so
 * changing N, M, P_t, a noise level or a threshold compares like with like. What M does change is
 * the factor 1/sqrt(M) of the line-of-sight part; see {@link RicianChannel} for its phase.
 */
public final class ScenarioGenerator {
    private ScenarioGenerator() {}

    /**
     * @throws org.beamforge.model.InvalidInputException if the layout cannot be drawn
     */
    public static Instance generate(ScenarioSettings settings) {
        Layout layout =
                settings.layout().resolve(settings.stations(), settings.users(), settings.seed());
        List<BaseStation> stations = new ArrayList<>();
        for (int k = 0; k < settings.stations(); k++) {
            Layout.Station site = layout.stations().get(k);
            DetectionTarget detection =
                    new DetectionTarget(
                            angle(site.position(), site.detectionTarget()),
                            radarGain(settings, site.position(), site.detectionTarget()),
                            site.detectionRcsPower());
            EstimationTarget estimation =
                    new EstimationTarget(
                            angle(site.position(), site.estimationTarget()),
                            radarGain(settings, site.position(), site.estimationTarget()),
                            new Complex(Math.sqrt(site.estimationRcsPower()), 0));
            stations.add(
                    new BaseStation(
                            channels(settings, k, site.position(), layout.users()),
                            detection,
                            estimation));
        }
        return new Instance(
                settings.antennas(),
                settings.users(),
                Decibels.dbmToWatts(settings.maxPowerDbm()),
                Decibels.dbmToWatts(settings.userNoiseDbm()),
                Decibels.dbmToWatts(settings.radarNoiseDbm()),
                settings.snapshots(),
                settings.minRadarSnrDb(),
                settings.maxCrbRad2(),
                stations,
                Optional.of(positions(layout)));
    }

    /** Channels (4) of base station k to every user, N x M. */
    private static ComplexMatrix channels(
            ScenarioSettings settings, int k, Point site, List<Point> users) {
        int antennas = settings.antennas();
        double[] re = new double[users.size() * antennas];
        double[] im = new double[users.size() * antennas];
        double referenceGain = Decibels.toRatio(settings.referenceGainDb());
        double kappa = Decibels.toRatio(settings.ricianFactorDb());
        for (int i = 0; i < users.size(); i++) {
            Point user = users.get(i);
            double beta =
                    settings.pathLoss()
                            .amplitude(
                                    referenceGain,
                                    settings.pathLossExponent(),
                                    site.distanceTo(user));
            RicianChannel.write(
                    beta,
                    kappa,
                    angle(site, user),
                    antennas,
                    settings.seed(),
                    k,
                    i,
                    re,
                    im,
                    i * antennas);
        }
        return ComplexMatrix.of(users.size(), antennas, re, im);
    }

    /** beta~, the amplitude gain of one way to a target; always from the power reading. */
    private static double radarGain(ScenarioSettings settings, Point site, Point target) {
        return PathLoss.POWER.amplitude(
                Decibels.toRatio(settings.referenceGainDb()),
                settings.radarPathLossExponent(),
                site.distanceTo(target));
    }

    /** Direction from the array axis (the x axis), rad, -pi..pi. */
    private static double angle(Point from, Point to) {
        return StrictMath.atan2(to.y() - from.y(), to.x() - from.x());
    }

    private static Positions positions(Layout layout) {
        List<Layout.Station> sites = layout.stations();
        return new Positions(
                sites.stream().map(Layout.Station::position).toList(),
                layout.users(),
                sites.stream().map(Layout.Station::detectionTarget).toList(),
                sites.stream().map(Layout.Station::estimationTarget).toList());
    }
}
