package io.gabion.node.store.cassandra;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which entities this node has written rows of, for each of its readers that follow and for those of other nodes. */
final class Written {
    private final List<Set<String>> readers = new CopyOnWriteArrayList<>();
    private final NewsWriter news;

    Written(NewsWriter news) {
        this.news = news;
    }

    /** Of a reader that takes out what it has read; never more than there are entities in memory at once. */
    Set<String> reader() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        readers.add(told);
        return told;
    }

    /** @param sequence of its newest row */
    void tell(String entity, long sequence) {
        readers.forEach(told -> told.add(entity));
        news.tell(entity, sequence);
    }
}
