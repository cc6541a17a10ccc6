package org.beamforge.experiments.sweep;

import java.util.function.ToDoubleFunction;
import org.beamforge.model.scenario.ScenarioSettings;

/** A parameter that a sweep can vary; the order is that of the columns of result files. */
public enum GridParameter {
    /** K, base stations. */
    STATIONS("stations", true, "base stations K", ScenarioSettings::stations) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.stations((int) value);
        }
    },
    /** N, communication users. */
    USERS("users", true, "users N", ScenarioSettings::users) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.users((int) value);
        }
    },
    /** M, antennas per base station. */
    ANTENNAS("antennas", true, "antennas per BS M", ScenarioSettings::antennas) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.antennas((int) value);
        }
    },
    /** P_t, power budget of each base station, dBm. */
    MAX_POWER_DBM("maxPowerDbm", false, "power budget P_t (dBm)", ScenarioSettings::maxPowerDbm) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.maxPowerDbm(value);
        }
    },
    /** eps of (27b), rad^2. */
    MAX_CRB_RAD2("maxCrbRad2", false, "CRB threshold ε (rad²)", ScenarioSettings::maxCrbRad2) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.maxCrbRad2(value);
        }
    },
    /** Gamma_t of (27a), dB. */
    MIN_RADAR_SNR_DB(
            "minRadarSnrDb",
            false,
            "radar SNR threshold Γ_t (dB)",
            ScenarioSettings::minRadarSnrDb) {
        @Override
        void set(ScenarioSettings.Builder builder, double value) {
            builder.minRadarSnrDb(value);
        }
    };

    private final String key;
    private final boolean whole;
    private final String axis;
    private final ToDoubleFunction<ScenarioSettings> getter;

    GridParameter(
            String key, boolean whole, String axis, ToDoubleFunction<ScenarioSettings> getter) {
        this.key = key;
        this.whole = whole;
        this.axis = axis;
        this.getter = getter;
    }

    abstract void set(ScenarioSettings.Builder builder, double value);

    /** Its name in configurations and result files. */
    public String key() {
        return key;
    }

    /** Its name with symbol and unit, for the axis of a plot. */
    public String axis() {
        return axis;
    }

    /** Whether it counts something. */
    public boolean whole() {
        return whole;
    }

    public double of(ScenarioSettings settings) {
        return getter.applyAsDouble(settings);
    }

    /** A value as files hold it: whole numbers without a fraction. */
    public String text(double value) {
        return whole || value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** A value as configurations hold it. */
    Number number(double value) {
        return whole ? (Number) (long) value : (Number) value;
    }
}
