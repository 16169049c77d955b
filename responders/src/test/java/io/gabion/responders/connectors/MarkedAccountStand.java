package io.gabion.responders.connectors;

import java.util.List;

/** Where accounts have an attribute in which our marks stand. */
public interface MarkedAccountStand extends AccountStand {
    /** All values of the attribute. */
    List<String> marks(String target) throws Exception;

    /** Somebody who may write the attribute does so. */
    void mark(String target, List<String> values) throws Exception;
}
