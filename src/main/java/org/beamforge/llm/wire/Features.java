package org.beamforge.llm.wire;

import java.util.HashSet;
import java.util.Set;

/**
 * What a server has turned out to understand. Each refusal weakens it by one step, so adapting
 * ends.
 *
 * @param structure the strictest answer shape still asked for
 * @param dropped request parameters that the server refused
 */
record Features(Structure structure, Set<String> dropped) {
    Features {
        dropped = Set.copyOf(dropped);
    }

    static Features all(Structure structure) {
        return new Features(structure, Set.of());
    }

    boolean sends(String parameter) {
        return !dropped.contains(parameter);
    }

    Features without(String parameter) {
        Set<String> more = new HashSet<>(dropped);
        more.add(parameter);
        return new Features(structure, more);
    }

    Features withWeakerStructure() {
        return new Features(structure.weaker(), dropped);
    }
}
