package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the API shows of one tenant. Safe for several threads. */
public interface Board {
    List<ObjectNode> incidents(String tenant);

    List<ObjectNode> suspicions(String tenant);

    List<ObjectNode> responses(String tenant);

    /** A response with its {@code steps} and how far it has come. */
    Optional<ObjectNode> response(String tenant, String id);

    List<ObjectNode> containments(String tenant);

    /** What people were asked and what they decided, oldest first. */
    List<ObjectNode> approvals(String tenant);

    Optional<ObjectNode> approval(String tenant, String id);

    /** An incident with its {@code evidence} (suspicions) and {@code plans} (responses) in full. */
    Optional<ObjectNode> incident(String tenant, String id);

    /** A containment, ended or not, with its {@code history}: the first 1,000 journaled events, each with its time. */
    Optional<ObjectNode> containment(String tenant, String id);

    ObjectNode status(String tenant);

    /** Whether the node can serve. */
    boolean isReady();

    /**
     * Tells of each new or changed record: {@code {"kind":"incident|suspicion|response|containment|approval|guard",
     * "record":{…}}}.
     */
    AutoCloseable subscribe(String tenant, Consumer<ObjectNode> changes);
}
