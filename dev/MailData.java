import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Makes the rows that the mail model learns: headers, subject and body of each mail in the set's folders, decoded. Every third is
 * without its headers, as mails are whose headers nobody has kept. Arguments: the set's data folder, out.
 */
final class MailData {
    private static final int MOST = 40_000;

    public static void main(String... arguments) throws IOException {
        int n = 0;
        try (var out = new PrintStream(Files.newOutputStream(Path.of(arguments[1])), false, StandardCharsets.UTF_8);
                var folders = Files.list(Path.of(arguments[0]))) {
            for (var folder : folders.filter(Files::isDirectory).sorted().toList()) {
                int label = folder.getFileName().toString().startsWith("spam") ? 1 : 0;
                try (var mails = Files.list(folder)) {
                    for (var mail : mails.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                        out.println(row(Files.readString(mail, StandardCharsets.ISO_8859_1), label, n++ % 3 > 0));
                    }
                }
            }
        }
    }

    private static String row(String mail, int label, boolean headed) {
        int end = mail.indexOf("\n\n");
        var head = end < 0 ? mail : mail.substring(0, end).replaceAll("\n[ \t]+", " ");
        var body = end < 0 ? "" : mail.substring(end + 2);
        return "{\"headers\":%s,\"subject\":%s,\"body\":%s,\"label\":%d}"
                .formatted(quoted(headed ? head : ""), quoted(header(head, "Subject")), quoted(decoded(body, header(head, "Content-Transfer-Encoding"))), label);
    }

    private static String header(String head, String name) {
        var found = Pattern.compile("(?im)^" + name + ":[ \t]*(.*)$").matcher(head);
        return found.find() ? found.group(1) : "";
    }

    private static String decoded(String body, String encoding) {
        if (encoding.equalsIgnoreCase("base64")) {
            try {
                return new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException e) {
                return body;
            }
        }
        return encoding.equalsIgnoreCase("quoted-printable")
                ? Pattern.compile("=([0-9A-F]{2})")
                        .matcher(body.replace("=\n", ""))
                        .replaceAll(hex -> java.util.regex.Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                : body;
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.substring(0, Math.min(MOST, text.length())).chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                out.append("\\u%04x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
