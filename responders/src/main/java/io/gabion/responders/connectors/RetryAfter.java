package io.gabion.responders.connectors;

import io.gabion.responders.connector.Connector.Result;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** When a web server that has too much to do wants to be asked again. */
public final class RetryAfter {
    private static final Duration USUAL = Duration.ofSeconds(5);

    public static boolean isBusy(HttpResponse<?> response) {
        return response.statusCode() == 429 || response.statusCode() == 503;
    }

    public static Result busy(HttpResponse<?> response, Instant now) {
        return new Result.Busy(response.headers()
                .firstValue("Retry-After")
                .map(text -> parsed(text, now))
                .orElseGet(() -> now.plus(USUAL)));
    }

    /** Seconds or an HTTP date; anything else is the usual pause. */
    private static Instant parsed(String text, Instant now) {
        try {
            return text.matches("\\d{1,6}")
                    ? now.plusSeconds(Long.parseLong(text))
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return now.plus(USUAL);
        }
    }

    private RetryAfter() {}
}
