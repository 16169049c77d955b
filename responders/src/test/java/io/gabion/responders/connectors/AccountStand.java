package io.gabion.responders.connectors;

/** Where accounts are, which have a name that can be another one's later. */
public interface AccountStand extends Stand {
    /** Another canonical target, which exists from now on and is not contained. */
    void add(String target) throws Exception;

    void rename(String target, String to) throws Exception;
}
