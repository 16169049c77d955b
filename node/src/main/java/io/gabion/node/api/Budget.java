package io.gabion.node.api;

import java.util.HashMap;
import java.util.Map;

/**
 * The bytes that batches may take up in memory, of all tenants together. No tenant gets more than is left free after it:
 * one alone half of all, a second one half of the rest, and so on, so that whoever comes next finds something. Safe for
 * several threads; never waits.
 */
final class Budget {
    private final long most;
    private final Map<String, Long> used = new HashMap<>();
    private long all;

    Budget(long most) {
        this.most = most;
    }

    /** What one batch holds. Closing it gives everything back, once. */
    final class Share implements AutoCloseable {
        private final String tenant;
        private long bytes;
        private boolean closed;

        private Share(String tenant) {
            this.tenant = tenant;
        }

        /** Takes more; false, and nothing is taken, if that is too much now. */
        boolean raise(long more) {
            synchronized (Budget.this) {
                long wanted = used.getOrDefault(tenant, 0L) + more;
                if (closed || wanted > most - all - more) {
                    return false;
                }
                bytes += more;
                set(wanted, more);
                return true;
            }
        }

        void lower(long less) {
            synchronized (Budget.this) {
                long back = Math.min(less, bytes);
                bytes -= back;
                set(used.getOrDefault(tenant, 0L) - back, -back);
            }
        }

        @Override
        public void close() {
            synchronized (Budget.this) {
                closed = true;
                lower(bytes);
            }
        }

        private void set(long ofTenant, long more) {
            all += more;
            if (ofTenant == 0) {
                used.remove(tenant);
            } else {
                used.put(tenant, ofTenant);
            }
        }
    }

    /** An empty share. */
    Share share(String tenant) {
        return new Share(tenant);
    }

    synchronized long used() {
        return all;
    }
}
