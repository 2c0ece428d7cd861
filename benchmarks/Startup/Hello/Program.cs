return Report.Done(0);
