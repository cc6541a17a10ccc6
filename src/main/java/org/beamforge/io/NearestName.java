package org.beamforge.io;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one was probably meant to be. */
final class NearestName {
    private NearestName() {}

    /** The nearest of the known names, if it is near at all: at most a third of the letters off. */
    static Optional<String> of(String name, Collection<String> known) {
        String best = null;
        int least = Math.max(1, Math.min(name.length(), 30) / 3) + 1;
        if (name.length() > 60) {
            return Optional.empty();
        }
        for (String candidate : known) {
            int distance = distance(fold(name), fold(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Case and underscores are the commonest slips, so they do not count. */
    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
