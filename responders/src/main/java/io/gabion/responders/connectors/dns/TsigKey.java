package io.gabion.responders.connectors.dns;

import io.gabion.responders.connectors.Mistaken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** Reads the file that BIND's {@code tsig-keygen} writes. The secret is never in a message. */
final class TsigKey {
    private static final Pattern KEY = Pattern.compile(
            "\\s*key\\s+\"?([A-Za-z0-9._-]{1,200})\"?\\s*\\{\\s*algorithm\\s+\"?([A-Za-z0-9-]{1,40})\"?\\s*;"
                    + "\\s*secret\\s+\"([A-Za-z0-9+/=]{16,200})\"\\s*;\\s*\\}\\s*;\\s*");

    /** @throws IOException in one line */
    static TSIG read(Path file) throws IOException {
        if (Files.size(file) > 4_096) {
            throw new Mistaken(file + ": not a TSIG key");
        }
        var found = KEY.matcher(Files.readString(file));
        if (!found.matches()) {
            throw new Mistaken(file + ": not a TSIG key");
        }
        try {
            var algorithm = Name.fromString(found.group(2) + ".");
            return new TSIG(
                    algorithm,
                    Name.fromString(found.group(1) + "."),
                    Base64.getDecoder().decode(found.group(3)));
        } catch (IllegalArgumentException | TextParseException e) {
            throw new Mistaken(file + ": not a TSIG key");
        }
    }

    private TsigKey() {}
}
