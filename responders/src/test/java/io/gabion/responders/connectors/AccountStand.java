package io.gabion.responders.connectors;

import java.util.List;

/** Where accounts are, which have a name that can be another one's later, and an attribute in which our marks stand. */
public interface AccountStand extends Stand {
    /** Another canonical target, which exists from now on and is not contained. */
    void add(String target) throws Exception;

    void rename(String target, String to) throws Exception;

    /** All values of the attribute. */
    List<String> marks(String target) throws Exception;

    /** Somebody who may write the attribute does so. */
    void mark(String target, List<String> values) throws Exception;
}
