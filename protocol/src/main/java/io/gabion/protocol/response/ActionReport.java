package io.gabion.protocol.response;

/**
 * A containment tells a holder what has become of its wish.
 *
 * @param holder the entity id of the Response, as text
 * @param containment the entity id of the containment, as text
 * @param life with {@code report}: an older report than one already seen is void
 */
public record ActionReport(String holder, String containment, int life, int report, Outcome outcome, String reason)
        implements ResponseCommand {}
