package io.gabion.responders.connectors.keycloak;

import io.gabion.responders.connector.Connector.Result;

/** The server has answered that it does not do what it was asked. */
final class Declined extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Result result;

    Declined(Result result) {
        super(result.toString(), null, false, false);
        this.result = result;
    }

    static Declined refused(String why) {
        return new Declined(new Result.Refused(why));
    }

    Result result() {
        return result;
    }
}
