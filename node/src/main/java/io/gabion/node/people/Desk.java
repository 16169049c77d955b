package io.gabion.node.people;

import java.util.Map;

/**
 * Who decides, and where from.
 *
 * @param chats by the names of their channels
 */
public record Desk(People people, Map<String, SlackDoor> chats) {
    public static final Desk NONE = new Desk(People.NONE, Map.of());

    public Desk {
        chats = Map.copyOf(chats);
    }
}
