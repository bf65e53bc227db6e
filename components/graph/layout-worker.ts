// ELK's own worker code: it sees that it is in a worker and answers messages by itself.
import "elkjs/lib/elk-worker.min.js";
