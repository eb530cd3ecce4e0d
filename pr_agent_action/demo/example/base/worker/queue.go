package worker

import "sync"

// Job is one label to print.
type Job struct {
	ParcelID int
	Attempts int
}

// Queue holds the jobs that wait.
type Queue struct {
	mu   sync.Mutex
	jobs []Job
}

// Push adds a job.
func (q *Queue) Push(job Job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
}

// Len tells how many jobs wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}
