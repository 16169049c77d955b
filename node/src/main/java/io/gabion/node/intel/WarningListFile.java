package io.gabion.node.intel;

import com.fasterxml.jackson.core.JsonToken;
import io.gabion.detectors.intel.WarningList;
import io.gabion.node.intel.ListFile.Known;
import io.gabion.protocol.intel.IndicatorType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Reads MISP's warning lists: JSON with {@code name}, {@code type}, {@code list} and {@code matching_attributes}. */
final class WarningListFile {
    /** @throws IOException in one line that names the file */
    static WarningList read(Known file) throws IOException {
        var entries = new ArrayList<String>();
        var name = file.name();
        var type = "";
        var concerns = EnumSet.noneOf(IndicatorType.class);
        try (var parser = ListFile.JSON.createParser(ListFile.open(file.path()))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                var token = parser.nextToken();
                switch (field) {
                    case "name" -> name = parser.getText();
                    case "type" -> type = parser.getText().toUpperCase(Locale.ROOT);
                    case "list", "matching_attributes" -> {
                        boolean isList = field.equals("list");
                        if (token != JsonToken.START_ARRAY) {
                            throw new IOException(file.path() + ": " + field + " is not a list");
                        }
                        while (parser.nextToken() == JsonToken.VALUE_STRING) {
                            if (isList) {
                                entries.add(parser.getText());
                            } else {
                                concerns.addAll(types(parser.getText()));
                            }
                            if (entries.size() > WarningList.MAX) {
                                throw new IOException(file.path() + ": more than " + WarningList.MAX + " entries");
                            }
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        }
        WarningList.Type how;
        try {
            how = WarningList.Type.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file.path() + ": a warning list of type '" + type.toLowerCase(Locale.ROOT)
                            + "', not cidr, hostname, string or substring",
                    e);
        }
        if (how == WarningList.Type.SUBSTRING && entries.size() > WarningList.MAX_SUBSTRINGS) {
            throw new IOException(file.path() + ": more than " + WarningList.MAX_SUBSTRINGS + " substrings");
        }
        return new WarningList(name, how, concerns.isEmpty() ? EnumSet.allOf(IndicatorType.class) : concerns, entries);
    }

    /** Of MISP's attribute types. */
    private static Set<IndicatorType> types(String attribute) {
        var types = EnumSet.noneOf(IndicatorType.class);
        if (attribute.contains("ip-") || attribute.endsWith("|ip")) {
            types.add(IndicatorType.ADDRESS);
        }
        if (attribute.contains("domain") || attribute.contains("hostname")) {
            types.add(IndicatorType.DOMAIN);
        }
        if (attribute.contains("url") || attribute.equals("uri") || attribute.equals("link")) {
            types.add(IndicatorType.URL);
        }
        if (attribute.contains("md5") || attribute.contains("sha")) {
            types.add(IndicatorType.HASH);
        }
        if (attribute.contains("email")) {
            types.add(IndicatorType.MAIL);
        }
        return types;
    }

    private WarningListFile() {}
}
