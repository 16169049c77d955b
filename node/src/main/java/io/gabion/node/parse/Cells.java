package io.gabion.node.parse;

import java.util.ArrayList;
import java.util.List;

/** The cells of a row of CSV (RFC 4180, a record a line). */
public final class Cells {
    /** @throws IllegalArgumentException with the reason, if a quote does not end on the line */
    public static List<String> of(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote that does not end");
        }
        cells.add(cell.toString());
        return cells;
    }

    private Cells() {}
}
