package io.gabion.node.api;

/** A request that is not served, with the status and a sentence for the caller. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String name;
    private final String value;

    Refusal(int status, String detail) {
        this(status, detail, null, null);
    }

    /** With one more header, such as Retry-After. */
    Refusal(int status, String detail, String name, String value) {
        super(detail, null, false, false);
        this.status = status;
        this.name = name;
        this.value = value;
    }

    int status() {
        return status;
    }

    String header() {
        return name;
    }

    String headerValue() {
        return value;
    }
}
