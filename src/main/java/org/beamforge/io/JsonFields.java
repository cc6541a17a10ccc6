package org.beamforge.io;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one kind of JSON object and what reads each of them. */
final class JsonFields {
    private final Map<String, Runnable> readers = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private boolean skipUnknown;

    /** A field that must be there; the reader finds the cursor on the value. */
    JsonFields required(String name, Runnable reader) {
        required.add(name);
        return optional(name, reader);
    }

    JsonFields optional(String name, Runnable reader) {
        readers.put(name, reader);
        return this;
    }

    /** Passes over fields that are not listed instead of complaining. */
    JsonFields skipUnknown() {
        skipUnknown = true;
        return this;
    }

    boolean skipsUnknown() {
        return skipUnknown;
    }

    @Nullable Runnable reader(String name) {
        return readers.get(name);
    }

    Set<String> names() {
        return readers.keySet();
    }

    Set<String> requiredNames() {
        return required;
    }
}
