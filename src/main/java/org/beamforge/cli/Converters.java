package org.beamforge.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.beamforge.BackendKind;
import org.beamforge.RateSource;
import org.beamforge.ScheduleKind;
import org.beamforge.SolverKind;
import org.beamforge.StartKind;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.model.scenario.PathLoss;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option values are read; every complaint names what was expected and what was found. */
final class Converters {
    private Converters() {}

    static void register(CommandLine line) {
        line.registerConverter(Double.class, Converters::number)
                .registerConverter(double.class, Converters::number)
                .registerConverter(SolverKind.class, oneOf(SolverKind.values(), SolverKind::label))
                .registerConverter(
                        ScheduleKind.class, oneOf(ScheduleKind.values(), ScheduleKind::label))
                .registerConverter(StartKind.class, oneOf(StartKind.values(), StartKind::label))
                .registerConverter(
                        BackendKind.class, oneOf(BackendKind.values(), BackendKind::label))
                .registerConverter(AxisScale.class, oneOf(AxisScale.values(), Converters::lower))
                .registerConverter(RateSource.class, oneOf(RateSource.values(), Converters::lower))
                .registerConverter(PathLoss.class, oneOf(PathLoss.values(), PathLoss::label))
                .registerConverter(AssociationChoice.class, new AssociationChoice.Converter());
    }

    /** A finite decimal number; Java's own suffixes, NaN and infinities are no user input. */
    static double number(String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value) && text.matches("[-+0-9.eE]+")) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the value
        }
        throw new TypeConversionException("expected a finite number, found '" + text + "'");
    }

    static <E> ITypeConverter<E> oneOf(E[] values, Function<E, String> label) {
        return text -> {
            for (E value : values) {
                if (label.apply(value).equals(text)) {
                    return value;
                }
            }
            throw new TypeConversionException(
                    "expected one of %s, found '%s'"
                            .formatted(
                                    Arrays.stream(values)
                                            .map(label)
                                            .collect(Collectors.joining(", ")),
                                    text));
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
