package io.gabion.node.shell;

import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/** What goes to an entity on whichever node, with its id: sealed as one, so that what was said to one is never heard by another. */
record Addressed<C>(String to, Input<C> input) {
    /** Which shard an entity belongs to: the same on all nodes. */
    static final class Shards<C> extends ShardingMessageExtractor<Addressed<C>, Input<C>> {
        private final int number;

        Shards(int number) {
            this.number = number;
        }

        @Override
        public String entityId(Addressed<C> said) {
            return said.to();
        }

        @Override
        public String shardId(String entity) {
            return Integer.toString(Math.abs(entity.hashCode() % number));
        }

        @Override
        public Input<C> unwrapMessage(Addressed<C> said) {
            return said.input();
        }
    }
}
