package org.beamforge.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * JSON for people and programs: one line per field, per matrix row and per trace record, whole rows
 * of numbers on one line.
 */
final class JsonLayout {
    /** Arrays whose elements get a line each. */
    private static final Set<String> TALL = Set.of("re", "im", "baseStations", "trace");

    private JsonLayout() {}

    static JsonGenerator generator(OutputStream out) throws IOException {
        JsonGenerator generator = JsonCursor.FACTORY.createGenerator(out);
        // the caller closes its own stream
        generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(new TallOnly(false));
        printer.indentObjectsWith(new TallOnly(true));
        generator.setPrettyPrinter(printer);
        return generator;
    }

    /** Starts a new line only inside objects and inside the arrays that deserve it. */
    private static final class TallOnly extends DefaultIndenter {
        private static final long serialVersionUID = 1L;
        private final boolean objects;

        TallOnly(boolean objects) {
            super("  ", "\n"); // not the platform's line end: equal content, equal bytes
            this.objects = objects;
        }

        @Override
        public void writeIndentation(JsonGenerator g, int level) throws IOException {
            JsonStreamContext here = g.getOutputContext();
            if (objects ? !inTrace(here) : tall(here)) {
                super.writeIndentation(g, level);
            }
        }

        private static boolean tall(JsonStreamContext array) {
            JsonStreamContext parent = array.getParent();
            return parent != null
                    && parent.inObject()
                    && parent.getCurrentName() != null
                    && TALL.contains(parent.getCurrentName());
        }

        private static boolean inTrace(JsonStreamContext object) {
            JsonStreamContext parent = object.getParent();
            return parent != null
                    && parent.inArray()
                    && parent.getParent() != null
                    && "trace".equals(parent.getParent().getCurrentName());
        }
    }
}
