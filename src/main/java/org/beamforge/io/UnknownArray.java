package org.beamforge.io;

import java.util.Collection;
import org.beamforge.model.InvalidInputException;

/** The complaint about an array whose name the format does not have. */
final class UnknownArray {
    private UnknownArray() {}

    static InvalidInputException fault(String name, Collection<String> known, String otherHint) {
        String shown = Faults.quote(name);
        InvalidInputException fault =
                Faults.fault(
                        shown.substring(1, shown.length() - 1),
                        "one of the arrays " + String.join(", ", known),
                        "this name");
        return Faults.maybe(
                fault,
                NearestName.of(name, known).map(near -> "you meant " + near).orElse(otherHint));
    }
}
