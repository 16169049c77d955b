package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** What the API shows of one tenant. Safe for several threads; answers from memory. */
public interface Board {
    List<ObjectNode> incidents(String tenant);

    List<ObjectNode> suspicions(String tenant);

    List<ObjectNode> responses(String tenant);

    List<ObjectNode> containments(String tenant);

    ObjectNode status();

    /** Tells of each new or changed record: {@code {"kind":"incident|suspicion|response|containment", "record":{…}}}. */
    AutoCloseable subscribe(String tenant, Consumer<ObjectNode> changes);
}
