package io.gabion.node.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The live page and its parts, read once from the class path. The page may load nothing from anywhere else. */
final class Console {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final Map<String, HttpResponse> files = Map.of(
            "", file("index.html", "text/html; charset=UTF-8"),
            "console.css", file("console.css", "text/css; charset=UTF-8"),
            "console.js", file("console.js", "text/javascript; charset=UTF-8"),
            "records.js", file("records.js", "text/javascript; charset=UTF-8"),
            "link.js", file("link.js", "text/javascript; charset=UTF-8"),
            "icon.svg", file("icon.svg", "image/svg+xml"));

    boolean has(String name) {
        return files.containsKey(name);
    }

    HttpResponse file(String name) {
        return files.get(name);
    }

    private static HttpResponse file(String name, String type) {
        try (InputStream content = Console.class.getResourceAsStream("/console/" + name)) {
            if (content == null) {
                throw new IllegalStateException("the page lacks " + name);
            }
            return Answers.secured(200)
                    .addHeader(Answers.header("Content-Security-Policy", POLICY))
                    .addHeader(Answers.header("Referrer-Policy", "no-referrer"))
                    .addHeader(Answers.header("Cross-Origin-Opener-Policy", "same-origin"))
                    .addHeader(Answers.header("Cross-Origin-Resource-Policy", "same-origin"))
                    .withEntity(HttpEntities.create(ContentTypes.parse(type), content.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
