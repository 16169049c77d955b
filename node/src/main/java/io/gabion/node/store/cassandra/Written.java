package io.gabion.node.store.cassandra;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which entities this node has written rows of, for each reader that follows. */
final class Written {
    private final List<Set<String>> readers = new CopyOnWriteArrayList<>();

    /** Of a reader that takes out what it has read; never more than there are entities in memory at once. */
    Set<String> reader() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        readers.add(told);
        return told;
    }

    void tell(String entity) {
        readers.forEach(told -> told.add(entity));
    }
}
