package org.beamforge.association;

import java.util.List;
import org.beamforge.model.InvalidInputException;

/** The association methods of this package by the name used on the command line. */
public final class AssociationMethods {
    private static final String FIXED = "fixed:";

    private AssociationMethods() {}

    /** The names {@link #byName} knows; {@code fixed} takes the association after a colon. */
    public static List<String> names() {
        return List.of("exact", "brute-force", "gale-shapley", "game", "fixed:0,2,1,..");
    }

    /**
     * The method of that name.
     *
     * @param name {@code exact}, {@code brute-force}, {@code gale-shapley}, {@code game} or {@code
     *     fixed:} followed by the base station of each user
     * @throws InvalidInputException if there is none, or the list after {@code fixed:} is no list
     */
    public static AssociationMethod byName(String name) {
        if (name.startsWith(FIXED)) {
            return new FixedAssociation(parse(name.substring(FIXED.length())));
        }
        return switch (name) {
            case "exact" -> new ExactAssociation();
            case "brute-force" -> new BruteForceAssociation();
            case "gale-shapley" -> new GaleShapleyAssociation();
            case "game" -> new GameAssociation();
            default ->
                    throw new InvalidInputException(
                            "association method: expected one of %s, found \"%s\"%s"
                                    .formatted(String.join(", ", names()), name, hint(name)));
        };
    }

    private static String hint(String name) {
        return name.startsWith("fixed")
                ? "\nMaybe the base station of each user is missing, as in fixed:0,2,1"
                : "";
    }

    private static int[] parse(String list) {
        String[] parts = list.split(",", -1);
        int[] stations = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                stations[i] = Integer.parseInt(parts[i].strip());
            } catch (NumberFormatException e) {
                throw new InvalidInputException(
                        "association[%d]: expected the index of a base station, found \"%s\""
                                .formatted(i, parts[i]),
                        e);
            }
        }
        return stations;
    }
}
