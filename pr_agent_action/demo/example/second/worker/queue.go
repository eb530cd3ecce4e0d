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

// Pop takes the oldest job; ok is false when none waits.
func (q *Queue) Pop() (job Job, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		return Job{}, false
	}
	job = q.jobs[0]
	q.jobs = q.jobs[1:]
	return job, true
}

// Retry puts a job back that could not be printed.
func (q *Queue) Retry(job Job) {
	job.Attempts++
	q.Push(job)
}

// Len tells how many jobs wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}
