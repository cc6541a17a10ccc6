package org.beamforge.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.beamforge.Scheme;
import org.beamforge.model.Association;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --association}: a scheme, or {@code fixed:} with one base station per user.
 *
 * @param scheme how the association is found
 * @param stationOfUser base station of each user, [N]; empty unless fixed
 */
record AssociationChoice(Scheme scheme, List<Integer> stationOfUser) {
    private static final String FIXED = Scheme.FIXED.label() + ":";

    /** The association written on the command line, checked against the instance. */
    Association associationFor(Instance instance) {
        if (stationOfUser.size() != instance.users()) {
            throw new InvalidInputException(
                    "--association fixed: expected %d entries (one base station per user), found %d"
                            .formatted(instance.users(), stationOfUser.size()));
        }
        try {
            return Association.of(
                    instance.stations(),
                    stationOfUser.stream().mapToInt(Integer::intValue).toArray());
        } catch (InvalidInputException e) {
            throw e.in("--association fixed");
        }
    }

    /** Reads the option. */
    static final class Converter implements ITypeConverter<AssociationChoice> {
        @Override
        public AssociationChoice convert(String value) {
            if (value.startsWith(FIXED)) {
                return new AssociationChoice(Scheme.FIXED, stations(value.substring(5 + 1)));
            }
            for (Scheme scheme : Scheme.values()) {
                if (scheme != Scheme.FIXED && scheme.label().equals(value)) {
                    return new AssociationChoice(scheme, List.of());
                }
            }
            throw new TypeConversionException(
                    "expected one of %s or fixed:0,2,1,.. (one base station per user), found '%s'"
                            .formatted(names(), value));
        }

        private static List<Integer> stations(String list) {
            return Arrays.stream(list.split(",", -1)).map(Converter::station).toList();
        }

        private static int station(String entry) {
            try {
                return Integer.parseInt(entry.strip());
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "expected fixed:0,2,1,.. (one base station per user, counted from 0),"
                                + " found '%s'".formatted(entry));
            }
        }

        private static String names() {
            return Arrays.stream(Scheme.values())
                    .filter(s -> s != Scheme.FIXED)
                    .map(s -> s.label().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
    }
}
