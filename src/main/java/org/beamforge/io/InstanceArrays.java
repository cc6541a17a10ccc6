package org.beamforge.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Check;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions;
import org.jspecify.annotations.Nullable;

/** An instance as the named arrays of an NPZ or MAT file, and back. */
final class InstanceArrays {
    private static final List<String> REQUIRED =
            List.of(
                    "H",
                    "det_angle",
                    "det_gain",
                    "det_rcs",
                    "est_angle",
                    "est_gain",
                    "est_alpha",
                    "max_power",
                    "user_noise",
                    "radar_noise",
                    "snapshots",
                    "min_radar_snr_db",
                    "max_crb");

    /** Every name that may occur. */
    static final List<String> NAMES =
            Stream.concat(REQUIRED.stream(), InstancePositions.ARRAYS.stream()).toList();

    private final Map<String, NumericArray> arrays;

    private InstanceArrays(Map<String, NumericArray> arrays) {
        this.arrays = arrays;
    }

    static Map<String, NumericArray> of(Instance instance) {
        int stations = instance.stations();
        int perStation = instance.users() * instance.antennas();
        double[] re = new double[stations * perStation];
        double[] im = new double[stations * perStation];
        double[][] targets = new double[7][stations];
        for (int k = 0; k < stations; k++) {
            BaseStation station = instance.baseStations().get(k);
            System.arraycopy(station.channels().re(), 0, re, k * perStation, perStation);
            System.arraycopy(station.channels().im(), 0, im, k * perStation, perStation);
            targets[0][k] = station.detectionTarget().angleRad();
            targets[1][k] = station.detectionTarget().pathGain();
            targets[2][k] = station.detectionTarget().rcsPower();
            targets[3][k] = station.estimationTarget().angleRad();
            targets[4][k] = station.estimationTarget().pathGain();
            targets[5][k] = station.estimationTarget().rcsAmplitude().re();
            targets[6][k] = station.estimationTarget().rcsAmplitude().im();
        }
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put(
                "H", NumericArray.complex(re, im, stations, instance.users(), instance.antennas()));
        arrays.put("det_angle", NumericArray.real(targets[0], stations));
        arrays.put("det_gain", NumericArray.real(targets[1], stations));
        arrays.put("det_rcs", NumericArray.real(targets[2], stations));
        arrays.put("est_angle", NumericArray.real(targets[3], stations));
        arrays.put("est_gain", NumericArray.real(targets[4], stations));
        arrays.put("est_alpha", NumericArray.complex(targets[5], targets[6], stations));
        arrays.put("max_power", scalar(instance.maxPowerW()));
        arrays.put("user_noise", scalar(instance.userNoisePowerW()));
        arrays.put("radar_noise", scalar(instance.radarNoisePowerW()));
        arrays.put("snapshots", NumericArray.integers(new double[] {instance.snapshots()}));
        arrays.put("min_radar_snr_db", scalar(instance.minRadarSnrDb()));
        arrays.put("max_crb", scalar(instance.maxCrbRad2()));
        instance.positions().ifPresent(p -> putPositions(p, arrays));
        return arrays;
    }

    private static NumericArray scalar(double value) {
        return NumericArray.real(new double[] {value});
    }

    private static void putPositions(Positions positions, Map<String, NumericArray> arrays) {
        for (int i = 0; i < 4; i++) {
            List<Positions.Point> group = InstancePositions.groups(positions).get(i);
            double[] xy = new double[2 * group.size()];
            for (int j = 0; j < group.size(); j++) {
                xy[2 * j] = group.get(j).x();
                xy[2 * j + 1] = group.get(j).y();
            }
            arrays.put(InstancePositions.ARRAYS.get(i), NumericArray.real(xy, group.size(), 2));
        }
    }

    /**
     * @param trailingOnesDropped whether the file format drops trailing dimensions of one, as
     *     MATLAB does: H is then K x N where M = 1
     * @throws InvalidInputException if an array is missing, has the wrong shape or a value that
     *     cannot be
     */
    static Instance toInstance(Map<String, NumericArray> arrays, boolean trailingOnesDropped) {
        return new InstanceArrays(arrays).instance(trailingOnesDropped);
    }

    private Instance instance(boolean trailingOnesDropped) {
        for (String name : REQUIRED) {
            get(name);
        }
        int[] shape = channelShape(get("H"), trailingOnesDropped);
        int stations = shape[0];
        int users = shape[1];
        int antennas = shape[2];
        if (users < stations) {
            throw Faults.maybe(
                    Faults.fault(
                            "H",
                            "at least %d users, one for each base station (27d)"
                                    .formatted(stations),
                            String.valueOf(users)),
                    "the dimensions are not K x N x M (base stations x users x antennas)");
        }
        return new Instance(
                antennas,
                users,
                positive("max_power"),
                positive("user_noise"),
                positive("radar_noise"),
                whole("snapshots"),
                number("min_radar_snr_db"),
                positive("max_crb"),
                stations(shape),
                positions(stations, users));
    }

    private List<BaseStation> stations(int[] shape) {
        int count = shape[0];
        double[] detAngle = vector("det_angle", count, false);
        double[] detGain = vector("det_gain", count, true);
        double[] detRcs = vector("det_rcs", count, true);
        double[] estAngle = vector("est_angle", count, false);
        double[] estGain = vector("est_gain", count, true);
        checkCount("est_alpha", count);
        NumericArray alpha = get("est_alpha");
        NumericArray channels = get("H");
        checkChannels(channels, shape);
        int perStation = shape[1] * shape[2];
        List<BaseStation> stations = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            Complex amplitude = new Complex(alpha.re()[k], imaginary(alpha, k));
            String place = "est_alpha[" + k + "]";
            Check.finite(place, amplitude.re());
            Check.finite(place, amplitude.im());
            checkAmplitude(place, amplitude.re(), amplitude.im());
            stations.add(
                    new BaseStation(
                            ComplexMatrix.of(
                                    shape[1],
                                    shape[2],
                                    slice(channels.re(), k, perStation),
                                    channels.im() == null
                                            ? new double[perStation]
                                            : slice(channels.im(), k, perStation)),
                            new DetectionTarget(detAngle[k], detGain[k], detRcs[k]),
                            new EstimationTarget(estAngle[k], estGain[k], amplitude)));
        }
        return stations;
    }

    private static double[] slice(double[] plane, int station, int length) {
        return Arrays.copyOfRange(plane, station * length, (station + 1) * length);
    }

    private static double imaginary(NumericArray array, int index) {
        return array.im() == null ? 0 : array.im()[index];
    }

    /** A radar cross section whose power is zero, or too large to be a number, cannot be used. */
    static void checkAmplitude(String place, double re, double im) {
        double power = new Complex(re, im).abs2();
        if (!(power > 0) || Double.isInfinite(power)) {
            throw Faults.fault(
                    place,
                    "a complex amplitude whose squared magnitude is positive and finite",
                    re + " + " + im + "j");
        }
    }

    private static void checkChannels(NumericArray channels, int[] shape) {
        for (int i = 0; i < channels.re().length; i++) {
            double bad = channels.re()[i];
            if (Double.isFinite(bad)) {
                bad = imaginary(channels, i);
            }
            if (!Double.isFinite(bad)) {
                int m = i % shape[2];
                int user = i / shape[2] % shape[1];
                int k = i / shape[2] / shape[1];
                Check.finite("H[%d][%d][%d]".formatted(k, user, m), bad);
            }
        }
    }

    private static int[] channelShape(NumericArray channels, boolean trailingOnesDropped) {
        int[] shape = channels.shape();
        if (trailingOnesDropped && shape.length == 2) {
            shape = new int[] {shape[0], shape[1], 1};
        }
        if (shape.length != 3) {
            throw Faults.maybe(
                    Faults.fault("H", "3 dimensions K x N x M", channels.shapeText()),
                    "one base station still needs its dimension: 1 x N x M");
        }
        for (int length : shape) {
            if (length < 1) {
                throw Faults.fault("H", "no dimension of zero", channels.shapeText());
            }
        }
        Limits.checkCoefficients("H", shape[0], shape[1], shape[2]);
        return shape;
    }

    private Optional<Positions> positions(int stations, int users) {
        List<String> present =
                InstancePositions.ARRAYS.stream().filter(arrays::containsKey).toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        List<List<Positions.Point>> groups = new ArrayList<>();
        for (String name : InstancePositions.ARRAYS) {
            if (!present.contains(name)) {
                throw Faults.fault(name, "this array beside " + present.get(0), "none");
            }
            groups.add(points(name));
        }
        Positions positions =
                new Positions(groups.get(0), groups.get(1), groups.get(2), groups.get(3));
        InstancePositions.check(positions, stations, users, InstancePositions.ARRAYS::get);
        return Optional.of(positions);
    }

    private List<Positions.Point> points(String name) {
        NumericArray array = realArray(name);
        if (array.shape().length != 2 || array.shape()[1] != 2) {
            throw Faults.fault(name, "2 columns (x, y) in metres", array.shapeText());
        }
        List<Positions.Point> points = new ArrayList<>();
        for (int i = 0; i < array.shape()[0]; i++) {
            Check.finite(name + "[" + i + "][0]", array.re()[2 * i]);
            Check.finite(name + "[" + i + "][1]", array.re()[2 * i + 1]);
            points.add(new Positions.Point(array.re()[2 * i], array.re()[2 * i + 1]));
        }
        return points;
    }

    private NumericArray get(String name) {
        @Nullable NumericArray array = arrays.get(name);
        if (array == null) {
            throw Faults.fault(name, "this array", "none");
        }
        return array;
    }

    private NumericArray realArray(String name) {
        NumericArray array = get(name);
        if (array.im() != null) {
            for (double part : array.im()) {
                if (part != 0) {
                    throw Faults.fault(name, "real numbers", "complex ones");
                }
            }
        }
        return array;
    }

    /** One number for each base station; a row or a column, as MATLAB knows no other vectors. */
    private void checkCount(String name, int expected) {
        NumericArray array = get(name);
        long longDimensions = Arrays.stream(array.shape()).filter(length -> length != 1).count();
        if (array.re().length != expected || longDimensions > 1) {
            throw Faults.maybe(
                    Faults.fault(
                            name,
                            "%d numbers, one for each base station".formatted(expected),
                            array.shapeText()),
                    "H is not K x N x M (base stations x users x antennas)");
        }
    }

    private double[] vector(String name, int length, boolean positive) {
        checkCount(name, length);
        double[] values = realArray(name).re();
        for (int k = 0; k < length; k++) {
            String place = name + "[" + k + "]";
            if (positive) {
                Check.positive(place, values[k]);
            } else {
                Check.finite(place, values[k]);
            }
        }
        return values;
    }

    private double number(String name) {
        NumericArray array = realArray(name);
        if (array.re().length != 1) {
            throw Faults.fault(name, "a single number", array.shapeText());
        }
        Check.finite(name, array.re()[0]);
        return array.re()[0];
    }

    private double positive(String name) {
        double value = number(name);
        Check.positive(name, value);
        return value;
    }

    private int whole(String name) {
        double value = number(name);
        if (value != Math.rint(value) || value < 1 || value > Integer.MAX_VALUE) {
            throw Faults.fault(name, "a whole number from 1 on", String.valueOf(value));
        }
        return (int) value;
    }
}
