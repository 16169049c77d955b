package io.gabion.responders.connectors;

import io.gabion.responders.connector.Connector;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Tells one outside system something. The key is the same for every repetition of one message. */
public interface Channel {
    CompletionStage<Connector.Result> send(String key, String json, Instant deadline);
}
