package org.beamforge.experiments.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.beamforge.experiments.plot.Page;
import org.beamforge.experiments.plot.PageFiles;

/** Builds one HTML document that refers to nothing outside itself. */
final class Html {
    private final StringBuilder body = new StringBuilder();

    Html heading(int level, String text) {
        body.append("<h%d>%s</h%d>\n".formatted(level, escape(text), level));
        return this;
    }

    Html paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** A table; columns in which a cell starts with a digit or a sign are set as numbers. */
    Html table(List<String> header, List<List<String>> rows) {
        boolean[] numbers = new boolean[header.size()];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                numbers[c] |= row.get(c).matches("[-+]?[0-9].*");
            }
        }
        body.append("<div class=\"wide\"><table>\n<tr>");
        for (int c = 0; c < header.size(); c++) {
            body.append("<th%s>".formatted(kind(numbers[c])))
                    .append(escape(header.get(c)))
                    .append("</th>");
        }
        body.append("</tr>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            for (int c = 0; c < row.size(); c++) {
                body.append("<td%s>".formatted(kind(numbers[c])))
                        .append(escape(row.get(c)))
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        body.append("</table></div>\n");
        return this;
    }

    private static String kind(boolean number) {
        return number ? " class=\"n\"" : "";
    }

    /** Pictures side by side, as far as there is room. */
    Html pictures(List<Page> pages, List<String> descriptions) {
        body.append("<div class=\"row\">\n");
        for (int i = 0; i < pages.size(); i++) {
            // as an image of its own: identifiers inside one picture cannot clash with another's
            String data =
                    Base64.getEncoder()
                            .encodeToString(
                                    PageFiles.svg(pages.get(i)).getBytes(StandardCharsets.UTF_8));
            body.append(
                    "<img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">\n"
                            .formatted(
                                    pages.get(i).width(),
                                    pages.get(i).height(),
                                    escape(descriptions.get(i)),
                                    data));
        }
        body.append("</div>\n");
        return this;
    }

    String document(String title) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1120px; margin: 2em auto; padding: 0 1em; }
        h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #ccc; }
        table { border-collapse: collapse; } th, td { padding: .25em .8em; border-bottom: 1px solid #ddd; text-align: left; }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } th { background: #f4f4f4; }
        .wide { overflow-x: auto; } .row { display: flex; flex-wrap: wrap; gap: 4px; }
        img { max-width: 100%%; height: auto; }
        </style>
        </head>
        <body>
        %s</body>
        </html>
        """
                .formatted(escape(title), body);
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
