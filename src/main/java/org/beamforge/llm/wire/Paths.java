package org.beamforge.llm.wire;

import java.util.List;
import okhttp3.HttpUrl;

/** URL paths. */
final class Paths {
    private Paths() {}

    /** Appends a segment unless the path already ends in it, since users give both forms. */
    static HttpUrl append(HttpUrl base, String segment) {
        List<String> segments = base.pathSegments();
        int last = segments.size() - 1;
        while (last > 0 && segments.get(last).isEmpty()) {
            last--;
        }
        if (segments.get(last).equals(segment)) {
            return base;
        }
        return base.newBuilder().addPathSegment(segment).build();
    }
}
